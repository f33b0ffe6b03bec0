using System.Collections.Immutable;

namespace LfmSpec.Generators.Checking.FineTuning;

/// <summary>Checks what a fine-tuning learns from.</summary>
/// <param name="files">The project's files, as far as the compiler was told.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class TuningDataChecker(ProjectFiles files, Findings findings)
{
    private static readonly ImmutableArray<(string Name, ImmutableArray<TuningMethod> Methods)> Known =
    [
        (DataSets.Arithmetic, [TuningMethod.Sft]),
        (DataSets.Instructions, [TuningMethod.Sft]),
        (DataSets.Preferences, [TuningMethod.Dpo, TuningMethod.Ipo]),
        (DataSets.Problems, [TuningMethod.Grpo, TuningMethod.DrGrpo, TuningMethod.Dapo]),
    ];

    /// <summary>The data set's name, or the full path of the file.</summary>
    public string Check(Written<FineTuneAttribute> fineTune)
    {
        var method = fineTune.Says.Method;
        var site = fineTune.At(nameof(FineTuneAttribute.Data)) ?? fineTune.Site;
        var fitting = Known.Where(known => known.Methods.Contains(method)).Select(static known => known.Name).ToArray();
        if (fineTune.Says.Data is not { } data || string.IsNullOrWhiteSpace(data))
        {
            findings.AddFixable(
                DiagnosticDescriptors.UnusableData, site, Assignments(fitting), $"there are none; give Data = \"{fitting[0]}\", or the path of a file");
            return "";
        }

        if (data.Any(char.IsControl))
        {
            findings.Add(DiagnosticDescriptors.UnusableData, site, "the path has a character that no path should have");
            return "";
        }

        if (IsPath(data))
        {
            var path = Path.Combine(Path.GetDirectoryName(fineTune.Origin.Source.File) ?? "", data);
            if (files.Problem(path) is { } missing)
            {
                findings.Add(DiagnosticDescriptors.UnusableData, site, missing);
            }

            return path;
        }

        var named = Known.FirstOrDefault(known => known.Name == data);
        if (named.Name is null)
        {
            ReportUnknown(data, site);
        }
        else if (!named.Methods.Contains(method))
        {
            findings.AddFixable(
                DiagnosticDescriptors.UnusableData,
                site,
                $"{Assignments(fitting)} {nameof(FineTuneAttribute.Method)}={named.Methods[0]}",
                $"{data} is for {WordList.Join(named.Methods.Select(static known => $"{known}"), "and")}, and Method is {method}{(fineTune.At(nameof(FineTuneAttribute.Method)) is null ? " unless told" : "")}; "
                    + $"use {WordList.Join(fitting, "or")}, or Method = {named.Methods[0]}");
        }

        return data;
    }

    private void ReportUnknown(string data, Site site)
    {
        var names = Known.Select(static known => known.Name).ToArray();
        if (Spelling.Nearest(data, names) is { } meant)
        {
            findings.AddFixable(DiagnosticDescriptors.UnusableData, site, Assignments([meant]), $"no data set is named {data}; did you mean {meant}?");
            return;
        }

        findings.Add(
            DiagnosticDescriptors.UnusableData,
            site,
            $"no data set is named {data}; use {WordList.Join(names, "or")}, or the path of a file, such as data/{data}.jsonl");
    }

    private static bool IsPath(string data) => data.IndexOfAny(['/', '\\', '.']) >= 0;

    // What the code fix offers, one of them at a time.
    private static string Assignments(IEnumerable<string> names) =>
        string.Join(" ", names.Select(static name => $"{nameof(FineTuneAttribute.Data)}={name}"));
}
