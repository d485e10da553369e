"""Training: finds the parameters that the runtime ships. Reads ``../shared/data``; never imported by the runtime."""
