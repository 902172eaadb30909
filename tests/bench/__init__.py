"""What the portal costs: `make bench`.

Figures are processor time and medians of several runs, so that they hold on a busy machine; budgets
are ratios within one run where they can be.
"""
