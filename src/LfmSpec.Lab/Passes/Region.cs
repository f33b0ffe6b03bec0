using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>The part of a site's value that an edit replaces; the rest is not touched.</summary>
/// <param name="At">The positions.</param>
/// <param name="FirstColumn">The first column of the last dimension.</param>
/// <param name="Columns">The number of columns; null for all.</param>
internal sealed record Region(PositionSet At, long FirstColumn = 0, long? Columns = null)
{
    /// <summary>The region's columns at every position, as a view: [rows, positions, columns].</summary>
    internal Tensor ColumnsOf(Tensor value) => Columns is { } columns ? value.narrow(2, FirstColumn, columns) : value;

    /// <summary>The runs of neighbouring positions of the region, in a prompt of some length.</summary>
    internal IEnumerable<(int First, int Count)> Runs(int length)
    {
        if (At.Place == Place.All)
        {
            return [(0, length)];
        }

        var runs = new List<(int First, int Count)>();
        foreach (var position in At.In(length))
        {
            if (runs.Count > 0 && runs[^1] is var (first, count) && first + count == position)
            {
                runs[^1] = (first, count + 1);
            }
            else
            {
                runs.Add((position, 1));
            }
        }

        return runs;
    }
}
