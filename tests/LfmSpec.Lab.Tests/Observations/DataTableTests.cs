using LfmSpec.Models.Tests;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Lab.Tests.Observations;

[TestFixture]
public class DataTableTests
{
    [Test]
    public void A_row_with_a_cell_too_few_is_an_error() =>
        Assert.That(() => new DataTable("T", "", ["name", "a", "b"], [DataRow.Of("x", 1)]), Throws.ArgumentException.With.Message.Contains("row 'x' has 1 cells, and there are 2 columns"));

    [Test]
    public void Two_rows_of_one_name_are_an_error() =>
        Assert.That(() => new DataTable("T", "", ["name", "a"], [DataRow.Of("x", 1), DataRow.Of("x", 2)]), Throws.ArgumentException.With.Message.Contains("two rows are named 'x'"));

    [Test]
    public void A_cell_is_a_number_or_a_text()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Cell.Of(0.1).Number, Is.EqualTo(0.1));
            Assert.That(Cell.Of("a").Text, Is.EqualTo("a"));
            Assert.That(Cell.Of("").IsNumber, Is.False);
            Assert.That(() => Cell.Of("a").Number, Throws.InvalidOperationException);
            Assert.That(() => Cell.Of(1).Text, Throws.InvalidOperationException);
            Assert.That(Cell.Finite(double.NaN), Is.EqualTo(Cell.Of("undefined")));
            Assert.That(Cell.Finite(2), Is.EqualTo(Cell.Of(2)));
        });
    }

    [TestCase(" Paris", "\" Paris\"")]
    [TestCase("a|b", "\"a|b\"")]
    [TestCase("\n\t\r", "\"\\n\\t\\r\"")]
    [TestCase("say \"\\\"", "\"say \\\"\\\\\\\"\"")]
    [TestCase("\u0001\u2028\u200B", "\"\\u0001\\u2028\\u200B\"")]
    [TestCase("héλ", "\"héλ\"")]
    public void A_token_shows_its_spaces_and_stays_on_its_line(string text, string quoted) => Assert.That(TokenText.Quote(text), Is.EqualTo(quoted));

    [Test]
    public void Two_parts_of_a_character_are_told_apart_by_their_ids()
    {
        var tokenizer = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        string[] texts = [.. Enumerable.Range(0, tokenizer.VocabularySize).Select(id => TokenText.Of(tokenizer, id))];
        Assert.That(texts, Is.Unique);
        Assert.That(texts, Has.Some.Matches("^\"\uFFFD\" \\(id [0-9]+\\)$"));
    }

    [Test]
    public void Quantiles_are_interpolated_between_the_two_nearest()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Descriptive.Median([3, 1, 2]), Is.EqualTo(2));
            Assert.That(Descriptive.Median([4, 1, 2, 3]), Is.EqualTo(2.5));
            Assert.That(Descriptive.Quantile([10, 20, 30, 40, 50], 0.95), Is.EqualTo(48).Within(1e-12), "0.95 x 4 = 3.8 places from the smallest");
            Assert.That(Descriptive.Quantile([7], 0.975), Is.EqualTo(7));
            Assert.That(Descriptive.Variance([1, 2, 4, 5]), Is.EqualTo(10.0 / 3).Within(1e-15));
        });
    }

    [Test]
    public void The_probabilities_of_a_small_vocabulary_are_worked_by_hand()
    {
        // Probabilities 1/2, 1/4, 1/4: entropy 1.5 ln 2.
        var log2 = (float)Math.Log(2);
        var next = new TokenProbabilities([0, log2, 0]);
        Assert.Multiple(() =>
        {
            // log2 is ln 2 to float32's 3e-8.
            Assert.That(next.Probability(1), Is.EqualTo(0.5).Within(1e-7));
            Assert.That(next.Loss(0), Is.EqualTo(2 * Math.Log(2)).Within(1e-7));
            Assert.That(next.Entropy(), Is.EqualTo(1.5 * Math.Log(2)).Within(1e-7));
            Assert.That(next.Top(3), Is.EqualTo(new[] { 1, 0, 2 }));
            Assert.That(Enumerable.Range(0, 3).Select(next.Rank), Is.EqualTo(new[] { 2, 1, 3 }));
        });
    }
}
