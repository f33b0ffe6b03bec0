namespace LfmSpec.Lab;

/// <summary>The L2 norm of the residual stream, a row a position and a column a block.</summary>
public sealed record ResidualNormsByPosition : IObservation
{
    /// <inheritdoc/>
    public DataTable Read(CleanRuns runs)
    {
        var blocks = runs.Shape.Blocks.Count;
        var rows = new List<DataRow>();
        foreach (var (prompt, clean) in runs.Runs().Index())
        {
            double[][] norms = [.. Enumerable.Range(0, blocks + 1).Select(place => ResidualStream.Of(clean, place).Norms())];
            rows.AddRange(clean.Ids.Select((id, position) => new DataRow(
                $"{runs.Prefix(prompt)}position {position}",
                [Cell.Of(runs.Text(id)), .. norms.Select(norm => Cell.Of(norm[position]))])));
        }

        return runs.Table(
            $"L2 norm of the residual stream at each position (from 0) after each block, before the final norm. {runs.Listed()}",
            ["position", "token", .. ResidualStream.Names(blocks)],
            rows);
    }
}
