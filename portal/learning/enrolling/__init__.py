"""From the first thought of learning something to the certificate that runs out."""
