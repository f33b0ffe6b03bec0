extern alias lab;
extern alias vocabulary;

using lab::LfmSpec.Lab;
using vocabulary::LfmSpec;

namespace LfmSpec.Generators.Tests;

/// <summary>What the checks say of sets of positions, against the sets themselves in prompts of every length.</summary>
public class PositionSetTests
{
    // The longest is longer than the last listed position.
    private static readonly int[] Lengths = [1, 2, 3, 4, 5, 6];

    private static readonly (CheckedPositions Model, PositionSet Set)[] Sets =
    [
        (CheckedPositions.All, PositionSet.All),
        (CheckedPositions.Of(Place.First), PositionSet.First),
        (CheckedPositions.Last, PositionSet.Last),
        .. Enumerable.Range(1, 31).Select(bits => Enumerable.Range(0, 5).Where(position => (bits & (1 << position)) != 0).ToArray())
            .Select(listed => (new CheckedPositions(null, [.. listed]), PositionSet.Of(listed))),
    ];

    [Test]
    public void Two_sets_overlap_if_they_meet_in_a_prompt_of_some_length()
    {
        // By name the first and the last are two: a prompt has its BOS and more.
        foreach (var (model, set) in Sets)
        {
            foreach (var (other, otherSet) in Sets)
            {
                var areTwoByName = (model.Place, other.Place) is (Place.First, Place.Last) or (Place.Last, Place.First);
                var meet = !areTwoByName && Lengths.Where(length => Fits(set, length) && Fits(otherSet, length)).Any(length => set.In(length).Intersect(otherSet.In(length)).Any());
                Assert.That(Company.Overlap(model.Place, model.Listed, other.Place, other.Listed), Is.EqualTo(meet), $"{set} and {otherSet}");
            }
        }
    }

    [Test]
    public void A_set_leaves_a_position_before_it_if_it_does_so_in_every_prompt() => Assert.That(
        Sets.Select(pair => new Change { Place = pair.Model.Place, Listed = pair.Model.Listed }.LeavesAPositionBefore),
        Is.EqualTo(Sets.Select(pair => Lengths.Where(length => length > 1 && Fits(pair.Set, length)).All(length => pair.Set.In(length)[0] > 0))));

    [Test]
    public void Sets_are_equal_as_the_sets_are() => Assert.That(
        Sets.SelectMany(one => Sets.Select(other => one.Model == other.Model with { })),
        Is.EqualTo(Sets.SelectMany(one => Sets.Select(other => one.Set.Equals(other.Set)))));

    private static bool Fits(PositionSet set, int length) => set.Listed.All(position => position < length);
}
