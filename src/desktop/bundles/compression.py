"""zstd within declared bounds: one frame that states its size, window at most 8 MiB, nothing behind it.

Python 3.14 brings zstd along; before that the ``zstandard`` package does. Which build compressed is of no
matter: all digests are over what is inside.
"""

import sys

from desktop.bundles import refusals

LEVEL = 10
_LARGEST_WINDOW_LOG = 23

if sys.version_info >= (3, 14):
    from compression import zstd  # no machine of ours has run this branch yet

    def compressed(content: bytes) -> bytes:
        """``content`` as one zstd frame."""
        options = {
            zstd.CompressionParameter.compression_level: LEVEL,
            zstd.CompressionParameter.content_size_flag: 1,
            zstd.CompressionParameter.checksum_flag: 0,
            zstd.CompressionParameter.dict_id_flag: 0,
        }
        return zstd.compress(content, options=options)

    def decompressed(packed: bytes, size: int) -> bytes:
        """The ``size`` bytes inside. Refused BUN-31 if they aren't exactly that many."""
        options = {zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW_LOG}
        try:
            told = zstd.get_frame_info(packed).decompressed_size
            refusals.demand(told == size, refusals.COMPRESSION, "another size than declared")
            unpacker = zstd.ZstdDecompressor(options=options)
            content = unpacker.decompress(packed, max_length=size + 1)
        except (zstd.ZstdError, MemoryError):
            raise refusals.refusal(refusals.COMPRESSION, "not zstd") from None
        whole = unpacker.eof and not unpacker.unused_data and len(content) == size
        refusals.demand(whole, refusals.COMPRESSION, "cut, too long or followed by something")
        return content

else:
    import zstandard

    def compressed(content: bytes) -> bytes:
        """``content`` as one zstd frame."""
        packer = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True, write_checksum=False)
        return packer.compress(content)

    def decompressed(packed: bytes, size: int) -> bytes:
        """The ``size`` bytes inside. Refused BUN-31 if they aren't exactly that many."""
        try:
            told = zstandard.get_frame_parameters(packed)
            refusals.demand(told.content_size == size, refusals.COMPRESSION, "another size than declared")
            within = told.window_size <= 1 << _LARGEST_WINDOW_LOG and not told.dict_id
            refusals.demand(within, refusals.COMPRESSION, "window or dictionary")
            # The stated size was compared: the library allocates exactly that much, and refuses more.
            unpacker = zstandard.ZstdDecompressor(max_window_size=1 << _LARGEST_WINDOW_LOG)
            content = unpacker.decompress(packed, max_output_size=size, allow_extra_data=False)
        except (zstandard.ZstdError, MemoryError):
            raise refusals.refusal(refusals.COMPRESSION, "not zstd") from None
        refusals.demand(len(content) == size, refusals.COMPRESSION, "cut")
        return content
