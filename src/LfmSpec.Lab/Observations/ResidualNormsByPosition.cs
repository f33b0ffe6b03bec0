namespace LfmSpec.Lab;

/// <summary><see cref="Quantity.ResidualNormsByPosition"/>.</summary>
internal static class ResidualNormsByPosition
{
    internal static DataTable Table(Observed observed)
    {
        var blocks = observed.Shape.Blocks.Count;
        var rows = new List<DataRow>();
        foreach (var (prompt, clean) in observed.Runs().Index())
        {
            double[][] norms = [.. Enumerable.Range(0, blocks + 1).Select(place => ResidualStream.Of(clean, place).Norms())];
            rows.AddRange(clean.Ids.Select((id, position) => new DataRow(
                $"{observed.Prefix(prompt)}position {position}",
                [Cell.Of(TokenText.Of(observed.Tokenizer, id)), .. norms.Select(norm => Cell.Of(norm[position]))])));
        }

        return observed.Table(
            $"L2 norm of the residual stream at each position (from 0) after each block, before the final norm. {observed.Listed()}",
            ["position", "token", .. ResidualStream.Names(blocks)],
            rows);
    }
}
