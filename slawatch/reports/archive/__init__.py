"""Sealed reports as readers find them, and those in the making."""
