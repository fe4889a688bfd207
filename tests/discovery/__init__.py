"""Tests of `symc.discovery`."""
