"""Who runs the work: `specgen.contracts.Executor`."""
