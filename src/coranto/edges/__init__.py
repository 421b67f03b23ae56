"""Adapters to the outside world: the network, files on disk, databases, locks.

Each module knows one outside thing. None of them decides what a desk does with it.
"""
