"""The core of EDA live, without a screen: docs/ARCHITECTURE.md is the map."""
