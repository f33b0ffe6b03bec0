using static TorchSharp.torch;

namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.EmbeddingStructure"/>.</summary>
internal static class EmbeddingStructure
{
    private const int RowsAtOnce = 4096;

    internal static DataTable Table(Observed observed)
    {
        Category[] categories = [.. observed.Spec.Categories.Select(text => Category.Of(observed, text))];
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

        var norms = Norms(observed);
        rows.AddRange(new (string Name, double Value)[]
        {
            ("norm mean", Descriptive.Mean(norms)), ("norm standard deviation", Descriptive.StandardDeviation(norms)), ("norm min", norms.Min()), ("norm max", norms.Max()),
        }.Select(row => new DataRow(row.Name, [Cell.Of(row.Value), Cell.Of(norms.Length), Cell.Of(0)])));
        return observed.Table(
            "Token embeddings: the cosine between the centroids of two categories of words, and the L2 norms of all rows (the standard deviation divided by n - 1). " +
            "A word that is one token with a space before it stands for itself so, else without; one that is neither is left out and counted.",
            ["what", "value", "tokens", "words left out"],
            rows);
    }

    /// <summary>The rows of the embedding of some tokens.</summary>
    private static IEnumerable<float[]> Embeddings(Observed observed, IReadOnlyList<int> ids)
    {
        using var scope = NewDisposeScope();
        return [.. HostArray.Of(observed.Model.Embed(TokenIds.AsTensor(ids))).Chunk(observed.Shape.Hidden)];
    }

    private static double[] Norms(Observed observed)
    {
        var norms = new List<double>();
        foreach (var ids in Enumerable.Range(0, observed.Shape.Vocabulary).Chunk(RowsAtOnce))
        {
            observed.Cancellation.ThrowIfCancellationRequested();
            norms.AddRange(Embeddings(observed, ids).Select(row => Descriptive.Norm(row)));
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
        /// <param name="observed">Whose tokenizer and embedding.</param>
        /// <param name="text"><c>name: word word word</c>.</param>
        internal static Category Of(Observed observed, string text)
        {
            if (text.Split(':', 2) is not [var name, var listed] || string.IsNullOrWhiteSpace(name))
            {
                throw new LabException($"The category '{text}' has no name. Write it as 'name: word word word'.");
            }

            string[] words = [.. listed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct()];
            int[] tokens = [.. words.Select(word => SingleToken(observed, word)).OfType<int>().Distinct()];
            if (tokens.Length == 0)
            {
                throw new LabException($"No word of the category '{name.Trim()}' is one token of {observed.Lab.Checkpoint.Name}, so it has no centroid. Use other words.");
            }

            var rows = Embeddings(observed, tokens).ToArray();
            double[] centroid = [.. Enumerable.Range(0, observed.Shape.Hidden).Select(channel => Descriptive.Mean(rows.Select(row => (double)row[channel])))];
            return new Category(name.Trim(), centroid, tokens.Length, words.Count(word => SingleToken(observed, word) is null));
        }

        private static int? SingleToken(Observed observed, string word) =>
            observed.Tokenizer.Encode(" " + word, addSpecialTokens: false) is [var spaced] ? spaced
            : observed.Tokenizer.Encode(word, addSpecialTokens: false) is [var bare] ? bare
            : null;
    }
}
