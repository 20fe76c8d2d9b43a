"""The slash commands of the chat, one a file: HELP, USAGE and `async def run(chat, words)`."""
