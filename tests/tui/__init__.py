"""The chat: behaviour by Textual's pilot, pictures, and the real program in a real terminal."""
