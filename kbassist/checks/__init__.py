"""The live checks: one file each, found by being there; the file's stem is the id, with `_` for `-`.

Each has a `SPEC` and `async def run(network, target, context)`, which returns its findings. They do not know each other.
"""
