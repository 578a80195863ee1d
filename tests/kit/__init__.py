"""What the tests stand on: processes, servers, clients, certificates, comparison."""
