using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>
/// A quantity that is read of clean runs: a table of its own on an experiment's page. A kind is a record of this interface whose settings are properties
/// with usual values; <c>[Observe&lt;T&gt;]</c> names it. A result is kept by the type, its module and every public property, so those are numbers, strings, enums,
/// records and lists of them.
/// </summary>
public interface IObservation
{
    /// <summary>About what the table costs a prompt, in forward passes: 1, and 3 with gradients. Shards are balanced by it.</summary>
    long Passes => 1;

    /// <summary>Reads the quantity.</summary>
    /// <param name="runs">The clean runs.</param>
    /// <returns>The table; <see cref="CleanRuns.Table"/> makes it.</returns>
    /// <exception cref="LabException">It cannot be read of this model or of these prompts.</exception>
    DataTable Read(CleanRuns runs);

    /// <summary>What is wrong with the settings for a model, or null. What is wrong whatever the model is, <see cref="TakesAttribute"/> says.</summary>
    /// <param name="shape">The model's sizes.</param>
    /// <returns>A sentence without its full stop, or null.</returns>
    string? Problem(ModelShape shape) => null;
}
