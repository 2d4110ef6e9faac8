"""Where dpone_si meets the outside: connectors to sinks. Nothing in here is imported before it is needed."""
