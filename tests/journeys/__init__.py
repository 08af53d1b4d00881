"""The product from the outside: over HTTP, on servers and workers in processes of their own."""
