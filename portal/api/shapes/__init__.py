"""What the API answers and takes. The OpenAPI document is made from these."""
