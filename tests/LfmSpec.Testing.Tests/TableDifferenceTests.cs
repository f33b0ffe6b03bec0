using LfmSpec.Lab;

namespace LfmSpec.Testing.Tests;

[TestFixture]
public class TableDifferenceTests
{
    private static readonly ResultTable Approved = new()
    {
        Title = "Trial",
        Question = "",
        Facts = ["model: tiny, sha256 aaaa", "prompts: 2, sha256 bbbb"],
        Columns = ["KL, mean over positions", "top-1 agreement"],
        Rows = [new ResultRow("Ablate_L00_Mlp", "L00 mlp → zero", ["0.25", "1"]), new ResultRow("Ablate_L01_Mlp", "L01 mlp → zero", ["0.5", "1"])],
    };

    [Test]
    public void Equal_tables_do_not_differ() => Assert.That(Between(Approved).IsEmpty, Is.True);

    [Test]
    public void A_moved_number_is_shown_with_what_was_approved_and_by_how_much_it_moved()
    {
        var text = Between(Approved with { Rows = [Approved.Rows[0], Approved.Rows[1] with { Values = ["0.51", "1"] }] }).ToString();
        Assert.That(text, Is.EqualTo(
            """
            Trial: 1 number moved in 1 row.

            | case | column | approved | received | change | relative |
            |:--|:--|--:|--:|--:|--:|
            | Ablate_L01_Mlp | KL, mean over positions | 0.5 | 0.51 | +0.01 | +2 % |

            Model, tokenizer and prompts are the approved ones, so the method changed: the experiment's attributes, or LfmSpec.
            """.ReplaceLineEndings("\n")));
    }

    [Test]
    public void Other_weights_are_named_as_the_cause()
    {
        var text = Between(Approved with { Facts = ["model: tiny, sha256 cccc", Approved.Facts[1]] }).ToString();
        Assert.That(text, Does.Contain("  - model: tiny, sha256 aaaa\n  + model: tiny, sha256 cccc\n").And.Contain("The model is not the approved one"));
    }

    [Test]
    public void Rows_that_come_and_go_are_named()
    {
        var text = Between(Approved with { Rows = [Approved.Rows[0], Approved.Rows[1] with { Case = "Ablate_L02_Mlp" }] }).ToString();
        Assert.That(text, Does.Contain("not approved yet:\n  + Ablate_L02_Mlp").And.Contain("no longer has:\n  - Ablate_L01_Mlp"));
    }

    [Test]
    public void Columns_that_come_and_go_are_named()
    {
        var text = Between(Approved with { Columns = ["KL, last position", "top-1 agreement"] }).ToString();
        Assert.That(text, Does.Contain("  + KL, last position").And.Contain("  - KL, mean over positions"));
    }

    [TestCase("0.5004", true)]
    [TestCase("0.5006", false)]
    [TestCase("0.4996", true)]
    [TestCase("0.4994", false)]
    [TestCase("NaN", false)]
    public void On_another_engine_a_number_may_move_within_the_declared_tolerance(string received, bool accepted)
    {
        var after = Approved with { Rows = [Approved.Rows[0], Approved.Rows[1] with { Values = [received, "1"] }] };
        Assert.That(TableDifference.Between(Approved, after, [new Tolerance(1e-3, 1e-7), new Tolerance(1e-3, 1e-7)]).IsEmpty, Is.EqualTo(accepted));
    }

    [Test]
    public void Of_many_numbers_that_moved_the_furthest_are_shown_and_the_others_counted()
    {
        ResultRow[] rows = [.. Enumerable.Range(0, 500).Select(row => new ResultRow($"Ablate_{row}_{new string('x', 400)}", "", ["1", "1"]))];
        ResultRow[] moved = [.. rows.Select((row, index) => row with { Values = [index == 400 ? "9" : "1.5", index == 3 ? "undefined" : "1"] })];
        var text = TableDifference.Between(Approved with { Rows = rows }, Approved with { Rows = moved }, []).ToString();
        Assert.That(text, Does.StartWith("Trial: 501 numbers moved in 500 rows.").And.Contain("These moved furthest; 481 more are in the received file."));
        var shown = text.Split('\n').Where(line => line.StartsWith("| Ablate_", StringComparison.Ordinal)).ToArray();
        Assert.That(shown, Has.Length.EqualTo(20));
        Assert.That(shown[0], Does.StartWith("| Ablate_3_").And.Contain("undefined"), "what is no number any more");
        Assert.That(shown[1], Does.StartWith("| Ablate_400_").And.Contain("| 9 | +8 | +800 % |"));
        Assert.That(text, Has.Length.LessThan(6000));
    }

    [Test]
    public void Rows_and_facts_that_come_and_go_by_the_hundred_are_counted()
    {
        var after = Approved with { Facts = [.. Enumerable.Range(0, 300).Select(fact => $"fact {fact}: {new string('y', 5000)}")], Rows = [.. Enumerable.Range(0, 300).Select(row => new ResultRow($"New_{row}", "", ["1", "1"]))] };
        var text = Between(after).ToString();
        Assert.That(text, Does.Contain("  + ... and 290 more\n").And.Contain("  - Ablate_L00_Mlp"));
        Assert.That(text, Has.Length.LessThan(6000));
    }

    [Test]
    public void A_text_of_a_damaged_table_makes_no_row_of_its_own_in_the_message()
    {
        var text = Between(Approved with { Rows = [Approved.Rows[0], Approved.Rows[1] with { Values = ["a|b\n# x", "1"] }] }).ToString();
        Assert.That(text, Does.Contain("| Ablate_L01_Mlp | KL, mean over positions | 0.5 | a\\|b&#10;# x |  |  |"));
    }

    [Test]
    public void A_table_with_more_columns_than_tolerances_or_fewer_values_than_columns_is_compared()
    {
        var after = Approved with { Rows = [Approved.Rows[0], Approved.Rows[1] with { Values = ["0.5"] }] };
        Assert.That(TableDifference.Between(Approved, after, []).Moved, Is.EqualTo(new[] { new MovedNumber("Ablate_L01_Mlp", "top-1 agreement", "1", "") }));
    }

    [TestCase("1e999", "3")]
    [TestCase("Infinity", "3")]
    [TestCase("NaN", "3")]
    [TestCase("3", "-Infinity")]
    public void What_is_no_finite_number_is_within_no_tolerance(string approved, string received) =>
        Assert.That(new Tolerance(0.5, 0.5).Accepts(approved, received), Is.False);

    // Two runs of a mean loss of 0.691 differ by 1.6e-4: each rounded as a float32 is, the half-width of their interval, 12.7 times half of that, moves by 3e-6.
    [TestCase("0.00101624", true)]
    [TestCase("0.00102214", true)]
    [TestCase("0.00102217", false)]
    public void On_another_engine_a_half_width_may_move_by_the_rounding_of_the_mean_beside_it(string received, bool accepted)
    {
        var approved = Approved with { Columns = ["held-out loss", "± of it"], Rows = [new ResultRow("dpo", "", ["0.691143", "0.00101317"])] };
        var after = approved with { Rows = [new ResultRow("dpo", "", ["0.691143", received])] };
        Assert.That(TableDifference.Between(approved, after, [new Tolerance(1e-3, 1e-6), new Tolerance(1e-3, 1e-6)]).IsEmpty, Is.EqualTo(accepted));
        Assert.That(TableDifference.Between(approved, after, [Tolerance.Exact, Tolerance.Exact]).IsEmpty, Is.False, "the embedded engine has no rounding to allow");
    }

    private static TableDifference Between(ResultTable received) => TableDifference.Between(Approved, received, [Tolerance.Exact, Tolerance.Exact]);
}
