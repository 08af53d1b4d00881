"""The web server as it is started: its front door, its signals, its memory."""
