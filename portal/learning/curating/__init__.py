"""Looking after the catalogue of learning: items, providers, dates, what comes before what."""
