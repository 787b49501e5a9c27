"""Charts that can be read by eye, by ear and as a table; pyqtgraph is loaded at the first one."""
