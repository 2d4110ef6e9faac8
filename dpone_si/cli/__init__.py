"""`dpone-si`: what the decision core knows, on the command line."""
