"""The mathematics below everything else: arrays in, arrays out; nothing here knows what a table or a column is."""
