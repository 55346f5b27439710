"""Rooms: simulated worlds that outlive their process, one file each."""
