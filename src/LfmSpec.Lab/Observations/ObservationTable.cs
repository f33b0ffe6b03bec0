using LfmSpec.Models;
using static TorchSharp.torch;

namespace LfmSpec.Lab.Observations;

/// <summary>Reads a quantity of the clean runs of an experiment's prompts: each kind of the lab's has a file of its own beside this one.</summary>
internal static class ObservationTable
{
    /// <summary>The table of a quantity.</summary>
    /// <param name="runs">The clean runs of the experiment's prompts.</param>
    /// <param name="observation">What is asked for.</param>
    /// <param name="experiment">The experiment's name, for messages.</param>
    /// <returns>The table.</returns>
    /// <exception cref="LabException">The quantity cannot be read of this model or of these prompts.</exception>
    internal static DataTable Of(CleanRuns runs, ObservationSpec observation, string experiment)
    {
        using var nothingToLearn = no_grad();
        using var scope = NewDisposeScope();
        var kind = observation.Observation;
        try
        {
            KindSettings.Check(kind);
            if (kind.Problem(runs.Shape) is { } problem)
            {
                throw new LabException($"{problem}.");
            }

            KindComponents.Check(kind, runs.Checkpoint.Name, runs.Shape);
            var table = OwnCode.Run(kind, () => kind.Read(runs));
            if (table.Rows.Count == 0)
            {
                throw new LabException($"{KindText.NameOf(kind.GetType())} gave a table without a row. Let it say what it read.");
            }

            return kind.GetType().Assembly == typeof(IObservation).Assembly || !TensorEngine.KeepsBits || IsSame(table, OwnCode.Run(kind, () => kind.Read(runs)))
                ? table
                : throw new LabException($"{KindText.NameOf(kind.GetType())} gives another table when it reads the same runs again. Draw what is random from a seed that is a setting, and keep nothing from one reading to the next.");
        }
        catch (LabException error) when (error is not LawException)
        {
            throw new LabException($"{experiment}.{observation.Name}: {error.Message}");
        }
    }

    private static bool IsSame(DataTable table, DataTable again) => table.Columns.SequenceEqual(again.Columns)
        && table.Rows.Select(row => row.Name).SequenceEqual(again.Rows.Select(row => row.Name))
        && table.Rows.SelectMany(row => row.Cells).SequenceEqual(again.Rows.SelectMany(row => row.Cells));
}
