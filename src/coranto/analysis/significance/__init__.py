"""Networks → is what they share more than chance would give?"""
