"""The line to a speech service on the internet: keys, tokens, refusals, patience. Services: SpeechKit, SaluteSpeech."""
