using System.Buffers;
using System.Text;

namespace Microsoft.ML.Tokenizers;

public sealed partial class BpeTokenizer
{
    /// <summary>Decodes ids; an unknown id gives nothing, bytes that are not UTF-8 give U+FFFD.</summary>
    /// <param name="ids">The ids.</param>
    /// <returns>The text.</returns>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, considerSpecialTokens: true);

    /// <summary>Decodes ids; an unknown id gives nothing, bytes that are not UTF-8 give U+FFFD.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="considerSpecialTokens">Whether special tokens appear in the text.</param>
    /// <returns>The text.</returns>
    public string Decode(IEnumerable<int> ids, bool considerSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var text = new StringBuilder();
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            if (TextOf(id, considerSpecialTokens) is not string token)
            {
                continue;
            }

            if (ByteLevel)
            {
                ByteLevelEncoding.AppendBytes(token, bytes);
            }
            else
            {
                text.Append(token);
            }
        }

        return ByteLevel ? System.Text.Encoding.UTF8.GetString([.. bytes]) : text.ToString();
    }

    /// <inheritdoc />
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) =>
        Decode(ids, destination, considerSpecialTokens: true, out idsConsumed, out charsWritten);

    /// <summary>Decodes ids into a buffer.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="destination">The buffer.</param>
    /// <param name="considerSpecialTokens">Whether special tokens appear in the text.</param>
    /// <param name="idsConsumed">How many ids were decoded; a character's last bytes may come with a later id.</param>
    /// <param name="charsWritten">How many characters they gave.</param>
    /// <returns>Done, DestinationTooSmall, or InvalidData for an unknown id or bytes that are not UTF-8.</returns>
    public OperationStatus Decode(
        IEnumerable<int> ids, Span<char> destination, bool considerSpecialTokens, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        (idsConsumed, charsWritten) = (0, 0);
        var bytes = new List<byte>();
        int pending = 0;
        foreach (int id in ids)
        {
            pending++;
            string? token = TextOf(id, considerSpecialTokens);
            if (token is null && ByteLevel && !_specialTexts.ContainsKey(id))
            {
                return OperationStatus.InvalidData;
            }

            string text = token ?? "";
            if (ByteLevel)
            {
                ByteLevelEncoding.AppendBytes(text, bytes);
                OperationStatus status = TryDecode(bytes, out text);
                if (status == OperationStatus.NeedMoreData)
                {
                    continue;
                }

                if (status != OperationStatus.Done)
                {
                    return status;
                }

                bytes.Clear();
            }

            if (!text.TryCopyTo(destination[charsWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsWritten += text.Length;
            idsConsumed += pending;
            pending = 0;
        }

        return OperationStatus.Done;
    }

    private static OperationStatus TryDecode(List<byte> bytes, out string text)
    {
        byte[] utf8 = [.. bytes];
        var characters = new char[utf8.Length];
        OperationStatus status = System.Text.Unicode.Utf8.ToUtf16(
            utf8, characters, out _, out int written, replaceInvalidSequences: false, isFinalBlock: false);
        text = status == OperationStatus.Done ? new string(characters, 0, written) : "";
        return status;
    }

    private string? TextOf(int id, bool considerSpecialTokens)
    {
        if (_specialTexts.TryGetValue(id, out string? special))
        {
            return considerSpecialTokens ? special : null;
        }

        return _merger.Tokens.GetValueOrDefault(id);
    }
}
