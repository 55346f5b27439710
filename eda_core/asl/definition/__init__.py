"""From the text of a definition to frozen records: every fault of its form is found here."""
