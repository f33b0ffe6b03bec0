namespace LfmSpec.Generators.Experiments;

/// <summary>An attribute as it stands in the source.</summary>
/// <param name="Text">The attribute as it is written, on one line.</param>
/// <param name="Source">Its file and line.</param>
/// <param name="Site">The attribute in the source.</param>
internal sealed record AttributeOrigin(string Text, SourceLine Source, Site Site);

/// <summary>An intervention's attribute: of the vocabulary, or of a user's own that derives from <see cref="InterveneAttribute{T}"/>.</summary>
/// <param name="Written">What the attribute says in the vocabulary's words.</param>
/// <param name="Kind">The record that it stands for, and what it sets of that.</param>
/// <param name="Word">The name that its cases begin with.</param>
internal sealed record InterventionDeclaration(Written<InterventionAttribute> Written, KindDeclaration Kind, string Word)
{
    /// <summary>The attribute as it is written, on one line.</summary>
    public string Text => Written.Origin.Text;

    /// <summary>The attribute in the source.</summary>
    public Site Site => Written.Site;

    /// <summary>The file and the line of the attribute.</summary>
    public SourceLine Source => Written.Origin.Source;

    /// <summary>The record, ready to be emitted. It is no test of its own, so its line does not matter.</summary>
    public CheckedKind Model => Kind.Model with { Source = CheckedKind.Nowhere };

    /// <summary><see cref="InterventionAttribute.Together"/>, if it is given.</summary>
    public Argument<string?>? Together => Written.Argument<string?>(nameof(InterventionAttribute.Together));

    /// <summary>The same with a setting of the record left out.</summary>
    public InterventionDeclaration Without(string name) => this with { Kind = Kind with { Settings = [.. Kind.Settings.Where(setting => setting.Name != name)] } };

    /// <summary>Whether it patches the runs of a pair.</summary>
    public bool IsPatch => Written.Says is PatchAttribute;
}
