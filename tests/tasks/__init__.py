"""How jobs are run: the queue, the runner, the sweeps, and a real worker process."""
