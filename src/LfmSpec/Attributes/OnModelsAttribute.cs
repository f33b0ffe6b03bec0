namespace LfmSpec;

/// <summary>
/// The models that an experiment is run on, instead of the project's: it is checked against each, and becomes a fixture and a table for each. The project lists them as
/// <c>LfmSpecModel</c> and <c>LfmSpecOtherModels</c>.
/// </summary>
/// <param name="models">Their names; all that the project lists, without one.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OnModelsAttribute(params string[] models) : Attribute
{
    /// <summary>The models' names; none for all that the project lists.</summary>
    public IReadOnlyList<string> Models { get; } = models;
}
