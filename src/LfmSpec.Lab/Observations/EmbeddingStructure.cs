using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary>Cosines between the centroids of categories of words in the embedding, and the norms of its rows.</summary>
public sealed record EmbeddingStructure : IObservation
{
    private const int RowsAtOnce = 4096;

    /// <summary>The categories of words, each <c>name: word word word</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        Category[] categories = [.. Categories.Select(text => Category.Of(runs, text))];
        if (categories.GroupBy(category => category.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new LabException($"Two categories are named '{twice.Key}'. Give each a name of its own.");
        }

        var rows = new List<DataRow>();
        foreach (var (index, one) in categories.Index())
        {
            rows.AddRange(categories.Skip(index + 1).Select(other => new DataRow(
                $"{one.Name} and {other.Name}", [Cell.Of(Cosine(one.Centroid, other.Centroid)), Cell.Of(one.Used + other.Used), Cell.Of(one.LeftOut + other.LeftOut)])));
        }

        var norms = Norms(runs);
        rows.AddRange(new (string Name, double Value)[]
        {
            ("norm mean", Descriptive.Mean(norms)), ("norm standard deviation", Descriptive.StandardDeviation(norms)), ("norm min", norms.Min()), ("norm max", norms.Max()),
        }.Select(row => new DataRow(row.Name, [Cell.Of(row.Value), Cell.Of(norms.Length), Cell.Of(0)])));
        return runs.Table(
            "Token embeddings: the cosine between the centroids of two categories of words, and the L2 norms of all rows (the standard deviation divided by n - 1). " +
            "A word that is one token with a space before it stands for itself so, else without; one that is neither is left out and counted.",
            ["what", "value", "tokens", "words left out"],
            rows);
    }

    /// <summary>The rows of the embedding of some tokens.</summary>
    private static IEnumerable<float[]> Embeddings(CleanRuns runs, IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        return [.. HostArray.Of(runs.Model.Embed(TokenIds.AsTensor(ids))).Chunk(runs.Shape.Hidden)];
    }

    private static double[] Norms(CleanRuns runs)
    {
        var norms = new List<double>();
        foreach (var ids in Enumerable.Range(0, runs.Shape.Vocabulary).Chunk(RowsAtOnce))
        {
            runs.Cancellation.ThrowIfCancellationRequested();
            norms.AddRange(Embeddings(runs, ids).Select(row => Descriptive.Norm(row)));
        }

        return [.. norms];
    }

    private static double Cosine(double[] one, double[] other) => Dot(one, other) / Math.Sqrt(Dot(one, one) * Dot(other, other));

    private static double Dot(double[] one, double[] other) => one.Zip(other).Aggregate(0.0, (sum, pair) => sum + pair.First * pair.Second);

    /// <param name="Name">The category's name.</param>
    /// <param name="Centroid">The mean of its tokens' embeddings, [hidden].</param>
    /// <param name="Used">How many words are one token.</param>
    /// <param name="LeftOut">How many are not.</param>
    private sealed record Category(string Name, double[] Centroid, int Used, int LeftOut)
    {
        /// <param name="runs">Whose tokenizer and embedding.</param>
        /// <param name="text"><c>name: word word word</c>.</param>
        internal static Category Of(CleanRuns runs, string text)
        {
            if (text.Split(':', 2) is not [var name, var listed] || string.IsNullOrWhiteSpace(name))
            {
                throw new LabException($"The category '{text}' has no name. Write it as 'name: word word word'.");
            }

            string[] words = [.. listed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct()];
            int[] tokens = [.. words.Select(word => SingleToken(runs, word)).OfType<int>().Distinct()];
            if (tokens.Length == 0)
            {
                throw new LabException($"No word of the category '{name.Trim()}' is one token of {runs.Checkpoint.Name}, so it has no centroid. Use other words.");
            }

            var rows = Embeddings(runs, tokens).ToArray();
            double[] centroid = [.. Enumerable.Range(0, runs.Shape.Hidden).Select(channel => Descriptive.Mean(rows.Select(row => (double)row[channel])))];
            return new Category(name.Trim(), centroid, tokens.Length, words.Count(word => SingleToken(runs, word) is null));
        }

        private static int? SingleToken(CleanRuns runs, string word) =>
            runs.Tokenizer.Encode(" " + word, addSpecialTokens: false) is [var spaced] ? spaced
            : runs.Tokenizer.Encode(word, addSpecialTokens: false) is [var bare] ? bare
            : null;
    }
}
