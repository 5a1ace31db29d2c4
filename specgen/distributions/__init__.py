"""Laws of numbers, one file each: a quantile function, a cdf written independently of it, a mean, a support."""
