"""View data of the frame around every page: the world, its time, its menus."""
