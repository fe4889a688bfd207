"""The version of symc, in one place."""

VERSION = "0.1.0"
