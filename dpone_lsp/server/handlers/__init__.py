"""One file per protocol feature, each with `register(server)`; discovered by `server.factory`."""
