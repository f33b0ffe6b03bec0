using System.Buffers;
using System.Text;

namespace LfmSpec.Lab.Kept;

/// <summary>The lines of a file, of which none is held in memory that is longer than a bound.</summary>
internal static class BoundedLines
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Reads the lines of a stream, to the length that it has when the reading begins.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="longest">The longest line that is read, in bytes.</param>
    /// <returns>The lines, in order; null for one that is longer.</returns>
    internal static IEnumerable<string?> Of(Stream stream, int longest)
    {
        var piece = new byte[PieceBytes];
        var line = new ArrayBufferWriter<byte>();
        var (isTooLong, left) = (false, stream.Length);
        while (left > 0 && stream.Read(piece, 0, (int)Math.Min(left, piece.Length)) is var count and > 0)
        {
            left -= count;
            for (var at = 0; at < count;)
            {
                var end = Array.IndexOf(piece, (byte)'\n', at, count - at);
                var part = (end < 0 ? count : end) - at;
                if (isTooLong || line.WrittenCount + part > longest)
                {
                    isTooLong = true;
                    line = new ArrayBufferWriter<byte>();
                }
                else
                {
                    line.Write(piece.AsSpan(at, part));
                }

                at += part;
                if (end >= 0)
                {
                    yield return isTooLong ? null : Text(line);
                    isTooLong = false;
                    line.ResetWrittenCount();
                    at++;
                }
            }
        }

        if (isTooLong || line.WrittenCount > 0)
        {
            yield return isTooLong ? null : Text(line);
        }
    }

    private static string Text(ArrayBufferWriter<byte> line) => Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\r');
}
