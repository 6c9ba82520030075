"""Transcripts: speakers, utterances, times."""
