"""The only room that may import a database or broker driver; each module imports its driver when a connector is
built.
"""
