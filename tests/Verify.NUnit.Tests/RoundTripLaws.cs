using System.Text;
using FsCheck;
using FsCheck.Fluent;
using static VerifyNUnitTests.SnapshotFolder;

namespace VerifyNUnitTests;

/// <summary>Whatever the text: once accepted it passes, and no other text does.</summary>
public sealed class RoundTripLaws
{
    private static readonly Arbitrary<string> Text = ArbMap.Default.ArbFor<UnicodeString>().Generator
        .Select(text => text.Item ?? "")
        .Where(text => text.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)) // no unpaired surrogates: UTF-8 has none
        .Or(Gen.Elements('a', '\r', '\n', '\uFEFF', ' ', '\0', 'µ', '\u2028').ArrayOf().Select(characters => new string(characters)))
        .ToArbitrary();

    [Test]
    public void An_accepted_text_passes() =>
        Prop.ForAll(Text, text =>
        {
            using var folder = new SnapshotFolder();
            FailureOf(() => Verify(text, folder.Settings())).GetAwaiter().GetResult();
            folder.Accept();
            Verify(text, folder.Settings(change: settings => settings.DisableRequireUniquePrefix())).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();

    [Test]
    public void An_accepted_text_with_one_more_character_fails() =>
        Prop.ForAll(Text, text =>
        {
            using var folder = new SnapshotFolder();
            FailureOf(() => Verify("x" + text, folder.Settings())).GetAwaiter().GetResult();
            folder.Accept();
            FailureOf(() => Verify("x" + text + "y", folder.Settings(change: settings => settings.DisableRequireUniquePrefix()))).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();
}
