"""The set-up pages of a company's accounts at providers: what those of telephony and of CRM share."""
