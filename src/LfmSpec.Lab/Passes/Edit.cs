using LfmSpec.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Passes;

/// <summary>One change at one site: which part of the value, and what takes its place.</summary>
/// <param name="Site">The site.</param>
/// <param name="Region">The part that is replaced.</param>
/// <param name="Replace">From the value's columns at every position, [1, positions, columns], and the same of <paramref name="Needs"/> (or null), to what takes their place; only the region's positions are taken of it.</param>
/// <param name="Needs">Another site of the same pass whose value the replacement needs, or null.</param>
internal sealed record Edit(Site Site, Region Region, Func<Tensor, Tensor?, Tensor> Replace, Site? Needs = null)
{
    /// <summary>Writes the replacement into a value.</summary>
    /// <param name="value">The value to change, [1, positions, width].</param>
    /// <param name="needed">The value at <see cref="Needs"/>, [1, positions, width], or null.</param>
    /// <returns>How many elements it changed.</returns>
    internal long Apply(Tensor value, Tensor? needed)
    {
        using var scope = NewDisposeScope();
        var columns = Region.ColumnsOf(value);
        var replacement = Replace(columns, needed is null ? null : Region.ColumnsOf(needed)).expand(columns.shape);
        long changed = 0;
        foreach (var (first, count) in Region.Runs((int)value.shape[1]))
        {
            var part = columns.narrow(1, first, count);
            var taken = replacement.narrow(1, first, count);
            changed += part.ne(taken).sum().ToInt64();
            part.copy_(taken);
        }

        return changed;
    }
}
