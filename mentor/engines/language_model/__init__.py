"""Language models behind the ports assessor, adviser and judge: any endpoint that speaks as OpenAI's does.

Import nothing heavy here: the client's library takes seconds to load.
"""
