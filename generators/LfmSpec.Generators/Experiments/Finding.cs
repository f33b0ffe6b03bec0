using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Experiments;

/// <summary>A diagnostic as data. The analyzer gives it a location; the generator only asks whether there is an error.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Site">Where.</param>
/// <param name="Arguments">What the message's placeholders stand for.</param>
/// <param name="Fix">What a code fix needs to know, or null; see <see cref="DiagnosticProperties.Fix"/>.</param>
internal sealed record Finding(DiagnosticDescriptor Rule, Site Site, ImmutableArray<string> Arguments, string? Fix);

/// <summary>The findings of one experiment, in the order in which they were made.</summary>
internal sealed class Findings
{
    private readonly ImmutableArray<Finding>.Builder _items = ImmutableArray.CreateBuilder<Finding>();

    /// <summary>Whether there is an error, so that nothing is generated.</summary>
    public bool HasErrors => _items.Any(static finding => finding.Rule.DefaultSeverity == DiagnosticSeverity.Error);

    /// <summary>Adds a finding.</summary>
    public void Add(DiagnosticDescriptor rule, Site site, params string[] arguments) => Report(rule, site, null, arguments);

    /// <summary>Adds a finding with what its code fix needs.</summary>
    public void AddFixable(DiagnosticDescriptor rule, Site site, string fix, params string[] arguments) => Report(rule, site, fix, arguments);

    /// <summary>The findings so far.</summary>
    public ImmutableArray<Finding> ToImmutable() => _items.ToImmutable();

    // What the user wrote is quoted: a line break in it would end the message. What a bundle says is not repaired where the bundle is named.
    private void Report(DiagnosticDescriptor rule, Site site, string? fix, string[] arguments) =>
        _items.Add(new(rule, site, [.. arguments.Select(PageText.Visible)], site.Shared is null ? fix : null));
}
