using System.Text.Json;

namespace Microsoft.ML.Tokenizers;

/// <summary>Reads vocab.json and merges.txt.</summary>
internal static class BpeFiles
{
    public static Dictionary<string, int> ReadVocabulary(Stream stream) =>
        JsonSerializer.Deserialize<Dictionary<string, int>>(stream)
        ?? throw new InvalidOperationException("The vocabulary is 'null'; it must be a JSON object from token to id.");

    public static List<string> ReadMerges(Stream stream)
    {
        // The caller owns the stream.
        using var reader = new StreamReader(stream, leaveOpen: true);
        var merges = new List<string>();
        for (int lineNumber = 1; reader.ReadLine() is string line; lineNumber++)
        {
            if (line.Length == 0 || line.StartsWith("#version", StringComparison.Ordinal))
            {
                continue;
            }

            if (!TrySplitMerge(line, out _, out _))
            {
                throw new InvalidOperationException($"Line {lineNumber} of the merges is not two tokens separated by one space.");
            }

            merges.Add(line);
        }

        return merges;
    }

    public static bool TrySplitMerge(string merge, out string left, out string right)
    {
        int space = merge.IndexOf(' ', StringComparison.Ordinal);
        bool valid = space >= 0 && space < merge.Length - 1 && merge.IndexOf(' ', space + 1) < 0;
        left = valid ? merge[..space] : "";
        right = valid ? merge[(space + 1)..] : "";
        return valid;
    }
}
