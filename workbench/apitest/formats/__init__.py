"""Files of other tools: read into the model, written from it; what is lost is said."""
