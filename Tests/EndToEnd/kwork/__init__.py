"""The host as it ships against the stand-in for Kwork, over real pipes and real HTTP."""
